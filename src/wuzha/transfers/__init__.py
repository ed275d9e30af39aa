"""The transfers at hand: each file that was kept is a row here and a checked Parquet
file beside the database. Monitoring keeps the files of its runs, incidents the replies
of banks; both read from all of them."""
