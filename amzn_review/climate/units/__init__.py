"""In which unit a file of daily climate was written: found from the file itself."""
