"""Reading what people paste from spreadsheets: a run sheet, a schedule. Pure."""
