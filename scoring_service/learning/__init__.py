"""What clients suggest, kept on the disk until the warehouse has it as label events."""
