-- Entries are looked for by the debtor when an account changes hands or two debtors become one.
create index exclusion_debtor on exclusion (debtor_id) where is_active;
