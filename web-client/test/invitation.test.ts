import { describe, expect, it } from 'vitest';
import { routeOf } from '../src/route';

const INVITATION = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE';

describe('a link that went through a messenger', () => {
  it.each([
    ['as it is', `#${INVITATION}`],
    ['with a full stop behind it', `#${INVITATION}.`],
    ['with a comma', `#${INVITATION},`],
    ['in brackets', `#${INVITATION})`],
    ['between angle brackets', `#${INVITATION}>`],
    ['between quotation marks', `#${INVITATION}"`],
    ['with quotation marks as code', `#${INVITATION}%22`],
    ['with parameters', `#${INVITATION}?utm_source=mail&utm_medium=x`],
    ['with more parameters', `#${INVITATION}&fbclid=abcdefghijklmnopqrstuvwxyz0123456789`],
    ['broken over two lines', `#${INVITATION.slice(0, 20)}%0A${INVITATION.slice(20)}`],
    ['broken with a carriage return', `#${INVITATION.slice(0, 20)}%0D%0A${INVITATION.slice(20)}`],
    ['with a space in it', `#${INVITATION.slice(0, 30)}%20${INVITATION.slice(30)}`],
    ['with a mark that nobody sees', `#${INVITATION.slice(0, 9)}%E2%80%8B${INVITATION.slice(9)}`],
    ['with a slash behind it', `#${INVITATION}/`],
    ['in stars', `#${INVITATION}**`],
  ])('%s, is the invitation it was', (_, fragment) => {
    expect(routeOf('/join', fragment)).toEqual({ at: 'join', invitation: INVITATION });
  });

  it('is told apart from no invitation', () => {
    expect(routeOf('/join', '')).toEqual({ at: 'join', invitation: '' });
    expect(routeOf('/join', '#onzin')).toEqual({ at: 'join', invitation: 'onzin' });
    expect(routeOf('/join', '#%E0%A4%A')).toEqual({ at: 'join', invitation: '' });
  });
});
