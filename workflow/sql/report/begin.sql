-- Every statement of the report sees the warehouse as it is at the first one, whatever is loaded meanwhile.
set local transaction_isolation = 'repeatable read';
