// A short hand for making elements: element('p.wg-muted', {title: '…'}, 'text', child).

/**
 * @param {string} what tag and classes, with dots between
 * @param {Record<string, any>} [attributes] `on` adds a click listener, `brushed` one for bars that are brushed (brush.js)
 * @param {...(Node|string|null|false)} children
 */
export function element(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split('.'), made = document.createElement(tag);
  made.className = classes.join(' ');
  for (const [name, value] of Object.entries(attributes))
    if (name === 'on') made.addEventListener('click', value);
    else if (name === 'brushed') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, String(value));
  made.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return made;
}

/** Fill a place of the page, if the page has it. @param {string} id @param {...(Node|string)} children */
export function fillPlace(id, ...children) {
  document.getElementById(id)?.replaceChildren(...children);
}
