"""What the views of analytics say, read from the warehouse and drawn on one page of HTML."""
