"""What a client can ask for, one module a product. Each method builds a call and hands it on; none does I/O."""
