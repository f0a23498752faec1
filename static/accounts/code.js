// A scanned code stands in the fragment, which is never sent and so never logged: it goes into the
// field, and out of the address. Typing the code works without this module.

const field = document.querySelector('[data-code]');
const code = decodeURIComponent(location.hash.slice(1));

if (field && code) {
  field.value = code;
  history.replaceState(null, '', location.pathname + location.search);
  field.form.querySelector('button[type="submit"]').focus();
}
