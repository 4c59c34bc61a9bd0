//! Where the real cursor stands: screen readers read the line it is on.
