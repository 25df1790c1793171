"""The masking policies that ship."""
