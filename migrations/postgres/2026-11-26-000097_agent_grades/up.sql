-- The grade of an agent, which a price list gives a discount for (chapters 5.8 and 6).
ALTER TABLE organisations ADD COLUMN grade TEXT CHECK (grade IN ('authorised', 'silver', 'gold'));
UPDATE organisations SET grade = 'authorised' WHERE kind = 'agent';
