import { describe, expect, it } from 'vitest';
import { problemOf } from '../api/client';
import { takeFragment } from './fragment';
import { linkify, mainLink } from './mail';
import { passwordFault } from './password';
import { matchPath } from './router';

describe('addresses of screens', () => {
  it('match whole paths and give the named parts', () => {
    expect(matchPath('/envelopes/:id/edit', '/envelopes/env_1/edit')).toEqual({ id: 'env_1' });
    expect(matchPath('/envelopes/:id', '/envelopes/env_1/')).toEqual({ id: 'env_1' });
    expect(matchPath('/envelopes/:id', '/envelopes')).toBeNull();
    expect(matchPath('/', '/')).toEqual({});
  });
});

describe('the secret in the fragment', () => {
  it('is read once and leaves the address', () => {
    window.history.replaceState(null, '', '/r/?a=1#token-123');
    expect(takeFragment()).toBe('token-123');
    expect(window.location.href).not.toContain('token');
    expect(window.location.search).toBe('?a=1');
    expect(takeFragment()).toBe('');
  });
});

describe('mails as text', () => {
  it('finds addresses, without the punctuation after them', () => {
    const parts = linkify('開く：https://x.jp/r/#abc。次は http://y.jp/ です');
    expect(parts.filter((p) => p.href).map((p) => p.href)).toEqual([
      'https://x.jp/r/#abc',
      'http://y.jp/',
    ]);
    expect(parts.map((p) => p.text).join('')).toBe(
      '開く：https://x.jp/r/#abc。次は http://y.jp/ です',
    );
  });

  it('never links anything but http', () => {
    expect(linkify('javascript:alert(1) data:text/html,x').every((p) => p.href === null)).toBe(
      true,
    );
  });

  it('prefers the link that the mail is about', () => {
    expect(mainLink('https://x.jp/help https://x.jp/r/#t')).toBe('https://x.jp/r/#t');
    expect(mainLink('nothing')).toBeNull();
  });
});

describe('passwords', () => {
  it('count characters as people do and are not the address', () => {
    expect(passwordFault('short', '')).toBe('short');
    expect(passwordFault('𠮷'.repeat(11), '')).toBe('short');
    expect(passwordFault('𠮷'.repeat(12), '')).toBeNull();
    expect(passwordFault('Hanako@example.jp', ' hanako@example.jp')).toBe('email');
  });
});

describe('refusals', () => {
  it('keep the server’s words, slug and inquiry number', () => {
    const body =
      '{"type":"/problems/pdf-encrypted","title":"保護された PDF です","instance":"req_1"}';
    const problem = problemOf(422, body, null);
    expect([problem.slug, problem.message, problem.instance]).toEqual([
      'pdf-encrypted',
      '保護された PDF です',
      'req_1',
    ]);
  });

  it('of a proxy that speaks HTML keep status and request id', () => {
    const problem = problemOf(502, '<html>Bad gateway</html>', 'req_2');
    expect([problem.status, problem.message, problem.instance]).toEqual([502, '', 'req_2']);
  });
});
