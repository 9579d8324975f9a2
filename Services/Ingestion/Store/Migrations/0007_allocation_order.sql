-- In which order a payment was used up; null is the standard one. Its reversals give back in the opposite order.
alter table payment add column used_order text;
