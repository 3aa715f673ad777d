DROP TABLE invoice_data;
