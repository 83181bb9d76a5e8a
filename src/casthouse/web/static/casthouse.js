// Own script: the menu on narrow screens, and forms that must not be sent twice.
document.documentElement.classList.add("js");
document.addEventListener("click", (event) => {
  const button = event.target.closest(".menu-button");
  if (!button) return;
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  document.getElementById("menu").classList.toggle("open", open);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.sent) { if (form.dataset.sent) event.preventDefault(); return; }
  form.dataset.sent = "yes";
  window.setTimeout(() => { delete form.dataset.sent; }, 5000);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
document.addEventListener("change", (event) => {
  const input = event.target;
  const most = input.type === "file" && Number(input.form?.dataset.bytesMax);
  if (!most) return;
  const size = input.files[0]?.size ?? 0;
  const mebibytes = (bytes) => Math.ceil(bytes / 1048576);
  input.setCustomValidity(size > most ? `This file has ${mebibytes(size)} MiB; at most ${mebibytes(most)} MiB are read.` : "");
  input.reportValidity();
});
document.addEventListener("change", (event) => {
  const name = event.target.dataset.checkAll;
  if (!name) return;
  for (const box of event.target.closest("table").querySelectorAll(`input[name="${name}"]`)) box.checked = event.target.checked;
});
// Answers that are being typed: kept in this tab until they are saved, whatever happens to the connection or the session.
const keepKey = (form) => `casthouse:${form.getAttribute("action")}`;
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["csrfmiddlewaretoken", "seen"].includes(field.name) && field.type !== "file");
const noteOf = (form, text) => {
  const place = form.querySelector(".saved") || form.querySelector(".acts");
  if (!place) return;
  if (place.classList.contains("saved")) { place.textContent = text; place.classList.add("unsaved-note"); return; }
  const note = place.querySelector(".unsaved-note") || place.appendChild(Object.assign(document.createElement("span"), { className: "unsaved-note" }));
  note.setAttribute("role", "alert"); note.textContent = text;
};
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-keep]");
  if (!form) return;
  const held = fieldsOf(form).filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked).map((field) => [field.name, field.value]);
  try { sessionStorage.setItem(keepKey(form), JSON.stringify(held)); } catch { /* no room: the text still stands on the page */ }
  noteOf(form, "Not saved yet");
});
const bringBack = () => {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const kept = sessionStorage.getItem(keepKey(form));
    if (!kept) continue;
    const held = JSON.parse(kept);
    for (const field of fieldsOf(form)) {
      const found = held.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) field.checked = found.includes(field.value);
      else if (found.length) field.value = found[0];
    }
    noteOf(form, "Not saved yet: brought back from before");
  }
};
document.addEventListener("DOMContentLoaded", bringBack);
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (!token) return;
  event.detail.headers["X-CSRFToken"] = token;
  if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token;
});
const partOf = (event) => { const form = event.detail.elt?.closest?.("form[data-keep], form[data-part]"); return form; };
const signedOut = "You are signed out. Sign in in another tab, then save again: your text stays here.";
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const form = partOf(event);
  if (!form) return;
  const { xhr } = event.detail;
  const isOurs = xhr.status === 204 || /^\s*<(form class="answer"|div class="evidence")/.test(xhr.responseText);
  if (isOurs) {
    if (xhr.status < 300 && form.dataset.keep) sessionStorage.removeItem(keepKey(form));
    return;
  }
  event.preventDefault();
  noteOf(form, (xhr.responseURL || "").includes("/account/login/") || xhr.status === 403 ? signedOut : "Not saved: the server could not answer. Your text stays here; save again.");
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
  document.addEventListener(name, (event) => { const form = partOf(event); if (form) noteOf(form, "Not saved: no connection. Your text stays here; save again."); });
}
