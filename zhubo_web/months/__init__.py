"""The month: self-assessment, three classes, the composite, signatures, the report."""
