// Keeps the sum of each lot current while weights are typed; what the server wrote stands until then.
"use strict";

// Weights in ten-thousandths, so that sums are exact; null for what cannot be read.
function steps(text) {
  const match = /^\s*(\d{1,6})(?:[.,](\d{0,4}))?\s*$/.exec(text);
  if (text.trim() === "") return 0;
  return match ? Number(match[1]) * 10000 + Number((match[2] || "").padEnd(4, "0")) : null;
}

function typed(number) {
  return String(number / 10000);
}

function rows(form) {
  return [...form.querySelectorAll('[name^="criteria-"][name$="-weight"]')].map((input) => {
    const prefix = input.name.slice(0, -"weight".length);
    const value = (name) => form.elements[prefix + name]?.value ?? "";
    const lots = [...form.querySelectorAll(`[name="${prefix}lots"]:checked`)].map((box) => box.value);
    return { weight: steps(input.value), lots, isRoot: value("parent") === "" && value("way") !== "pass_fail" };
  });
}

function renew(form) {
  const criteria = rows(form).filter((row) => row.isRoot);
  for (const line of form.querySelectorAll(".sumline")) {
    const lot = line.dataset.lots.split(" ")[0];
    const weights = criteria.filter((row) => !row.lots.length || row.lots.includes(lot)).map((row) => row.weight);
    if (weights.includes(null)) continue;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    line.querySelector(".total").textContent = typed(total);
    line.classList.toggle("short", total !== 1000000);
  }
}

addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector(".section-form");
  form?.addEventListener("input", () => renew(form));
});
