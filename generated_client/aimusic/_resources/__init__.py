"""The methods of a client, by product. Each builds a call and passes it to a runner; none does I/O."""
