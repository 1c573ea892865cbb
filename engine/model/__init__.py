"""Frozen values that pass between the steps. No behaviour beyond checks on construction."""
