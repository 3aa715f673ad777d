-- From where somebody goes to customers, where that is not the city of the organisation (chapter 4.1).
ALTER TABLE users ADD COLUMN city TEXT;
