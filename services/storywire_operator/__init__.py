"""What operators see of a wire and do to it, over the ports of every service."""
