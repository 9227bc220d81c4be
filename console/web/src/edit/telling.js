// A sentence over the page, as the server's own notices are.
import {setProps} from '../dash.js';
import {say} from '../facts.js';

const html = (type, props) => ({namespace: 'dash_html_components', type, props});

/** @param {string} sentence @param {'error'|'done'} [kind] @param {any[]} [more] further components */
export function tell(sentence, kind = 'error', more = []) {
  const close = html('Button', {children: '×', className: 'wg-notice-close', title: say('Close'), 'data-action': 'dismiss', 'aria-label': say('Close')});
  setProps('notice', {children: html('Div', {children: [html('Span', {children: sentence}), ...more, close], className: `wg-notice wg-notice-${kind}`})});
}

/**
 * The open draft cannot be gone on with: say why, and lead to the plans.
 * @param {string} sentence
 * @param {string} [plan] id of a plan that one can go on from, in a new draft
 */
export function wayOn(sentence, plan) {
  const goOn = html('Button', {children: say('Go on in a new draft'), className: 'wg-button wg-button-main', 'data-go-on': plan});
  setProps('planner-draft-wish', {data: ''});
  setProps('planner-tab-wish', {data: 'plans'});
  tell(sentence, 'error', plan ? [goOn] : []);
}
