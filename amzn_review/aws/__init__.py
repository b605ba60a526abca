"""What every call of Amazon's control plane needs: a client, and a sentence when it is refused."""
