"""The foundation that knows no feature."""
