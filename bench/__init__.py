"""Our figures beside a reference's, measured in the same run on the same machine."""
