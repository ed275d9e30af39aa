"""Every change of what a bank does about its accounts."""
