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
