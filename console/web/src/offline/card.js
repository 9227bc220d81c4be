// What a click tells: every property that has a value, by its own name.

/** @param {any} description @param {Object<string, any>} properties @returns {?HTMLElement} */
export function cardOf(description, properties) {
  const held = Object.entries(properties).filter(([, value]) => value !== null && value !== '');
  if (!held.length) return null;
  const card = document.createElement('div');
  card.className = 'wangge-card';
  const head = card.appendChild(document.createElement('h3'));
  head.textContent = properties.name || properties.code || description.title.zh;
  const kind = card.appendChild(document.createElement('p'));
  kind.textContent = `${description.title.zh} · ${description.title.en}`;
  const table = card.appendChild(document.createElement('table'));
  for (const [name, value] of held) {
    const row = table.insertRow(), label = document.createElement('th');
    label.textContent = description.words?.[name]?.zh ?? name;
    label.title = name;
    row.append(label);
    row.insertCell().textContent = said(value);
  }
  return card;
}

function said(value) {
  if (value === true) return '是';
  if (value === false) return '否';
  if (typeof value !== 'number') return String(value);
  return value.toLocaleString('en', {maximumFractionDigits: 1}).replaceAll(',', '\u202f');
}
