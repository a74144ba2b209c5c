// Looks again by itself, with the same key, while a submission is under way. Without it the button does the same.
"use strict";

const SOON = 3000; // milliseconds

const form = document.querySelector("form[data-look-again]");
if (form) setTimeout(() => form.requestSubmit(), SOON);
