"""Resumes with interviewers' questions, all written by us: what retrieval learns from and is measured on."""
