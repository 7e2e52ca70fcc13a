'use strict';
// The choice of a view, tables that sort, and tips; without a script all views are there.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const chooser = document.querySelector('.chooser');
  const views = all('.view');

  function show(view) {
    for (const other of views) other.hidden = other !== view;
    chooser.network.value = view.dataset.network;
    chooser.architecture.value = view.dataset.architecture;
    for (const option of chooser.architecture.options) {
      option.disabled = !views.some(other => other.dataset.network === view.dataset.network &&
                                             other.dataset.architecture === option.value);
    }
  }

  function chosen() {
    const ofNetwork = views.filter(view => view.dataset.network === chooser.network.value);
    return ofNetwork.find(view => view.dataset.architecture === chooser.architecture.value) ||
           ofNetwork[0];
  }

  function linked() {
    const id = decodeURIComponent(location.hash.slice(1));
    return views.find(view => id && (view.id === id || view.querySelector('#' + CSS.escape(id))));
  }

  if (chooser) {
    document.querySelector('nav.views').hidden = true;
    chooser.hidden = false;
    show(linked() || views[0]);
    chooser.addEventListener('change', () => {
      show(chosen());
      history.replaceState(null, '', '#' + chosen().id);
    });
    addEventListener('hashchange', () => linked() && show(linked()));
  }

  // Figures of a kind show the same in all views.
  document.addEventListener('change', event => {
    const kind = event.target.dataset.kind;
    if (!kind) return;
    for (const input of all(`input[data-kind="${kind}"][value="${event.target.value}"]`)) {
      input.checked = true;
    }
  });

  function value(row, column) {
    const text = row.cells[column].textContent.trim();
    const number = parseFloat(text.replace(/,/g, ''));
    return {text, number};
  }

  function compare(a, b, numeric) {
    if (!numeric) return a.text.localeCompare(b.text, 'en', {numeric: true});
    if (isNaN(a.number) || isNaN(b.number)) return isNaN(a.number) - isNaN(b.number);
    return a.number - b.number;
  }

  function sort(head) {
    const numeric = head.classList.contains('n');
    const down = head.getAttribute('aria-sort') === 'ascending';
    const body = head.closest('table').tBodies[0];
    const rows = [...body.rows].sort((a, b) => {
      const [x, y] = [value(a, head.cellIndex), value(b, head.cellIndex)];
      const unknown = numeric && (isNaN(x.number) || isNaN(y.number));
      return down && !unknown ? compare(y, x, numeric) : compare(x, y, numeric);
    });
    for (const other of head.parentNode.cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    body.append(...rows);
  }

  for (const head of all('thead th')) {
    const button = document.createElement('button');
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(head));
    head.append(button);
  }

  const tip = document.createElement('div');
  tip.id = 'tip';
  tip.hidden = true;
  document.body.append(tip);
  // A tip of our own appears at once, and where there is no pointer that hovers.
  document.addEventListener('pointerover', event => {
    const mark = event.target.closest('.mark, .gap');
    tip.hidden = !mark;
    if (!mark) return;
    const title = mark.querySelector('title');
    if (title) {
      mark.dataset.tip = title.textContent;
      title.remove();
    }
    tip.textContent = mark.dataset.tip;
    const place = tip.getBoundingClientRect();
    const left = Math.min(event.clientX + 12, innerWidth - place.width - 8);
    const above = event.clientY - place.height - 10;
    tip.style.left = Math.max(8, left) + 'px';
    tip.style.top = (above > 8 ? above : event.clientY + 16) + 'px';
  });
})();
