"""What is due across an organisation's contracts."""
