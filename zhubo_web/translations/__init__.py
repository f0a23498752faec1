"""The catalogues: English is written by people, Traditional Chinese and all .mo are compiled."""
