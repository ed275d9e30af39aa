"""The subcommands of `wuzha`, cut by what they are about."""
