"""Comptrol: the open system that governs access to AI compute."""
