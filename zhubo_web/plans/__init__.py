"""The weekly plan of an assistant: written, reviewed, changed, and held against what was done."""
