"""Running a page to find what only a run can tell: `visit` looks, `findings` says what it means, `merge` adds it up."""
