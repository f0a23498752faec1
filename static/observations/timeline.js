// Links of the time line open in place: [data-into] names where their answer goes. Links inside the
// drawing are SVG, which htmx lets the browser follow; so all of them are fetched here. Without this
// file they are plain links.

const plain = ({ button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented }) => (
  !defaultPrevented && button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey);

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]');
  const target = link?.closest('[data-into]')?.dataset.into;
  if (!target || !plain(event) || !window.htmx || !document.querySelector(target)) return;
  event.preventDefault();
  window.htmx.ajax('GET', link.getAttribute('href'), { source: document.querySelector(target), target, swap: 'outerHTML' });
});
