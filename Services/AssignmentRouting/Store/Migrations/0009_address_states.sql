-- Where the law is a matter of the states; known from the debtor's next event on.
alter table debtors add column address_state text;
