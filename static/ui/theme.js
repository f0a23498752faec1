// The theme changes at once; the form is sent behind. Without this module the form reloads the page.

const form = document.querySelector('[data-theme-form]');

async function change(event) {
  const choice = event.submitter?.value;
  if (!choice) return;
  event.preventDefault();
  event.stopPropagation();
  const before = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = choice;
  const body = new FormData(form);
  body.set('theme', choice);
  const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null);
  const taken = answer && (answer.ok || answer.type === 'opaqueredirect');
  if (!taken) document.documentElement.dataset.theme = before;
}

form?.addEventListener('submit', change);
