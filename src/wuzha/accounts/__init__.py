"""Accounts: what a bank does about its own. A branch reports what looks suspicious, the
police look and tell it back; an account that turned out involved is looked back on."""
