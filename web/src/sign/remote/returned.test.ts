import { afterEach, describe, expect, it } from 'vitest';
import { keepReturn, takeReturn } from './returned';

const go = (address: string) => window.history.replaceState(null, '', address);
afterEach(() => go('/'));

describe('back from a signing service', () => {
  it('takes code and state out of the address, once', () => {
    go('/r/remote?code=c&state=s');
    keepReturn();
    expect(window.location.pathname + window.location.search).toBe('/r/');
    expect(takeReturn()).toEqual({ state: 's', code: 'c' });
    expect(takeReturn()).toBeNull();
  });

  it('tells a refusal, and of both takes the code', () => {
    go('/r/remote?error=access_denied&error_description=no&state=s');
    keepReturn();
    expect(takeReturn()).toEqual({ state: 's', error: 'access_denied' });
    go('/r/remote?state=s');
    keepReturn();
    expect(takeReturn()).toEqual({ state: 's', error: 'unknown' });
  });

  it('hands on which service says that it answers', () => {
    go('/r/remote?code=c&state=s&iss=https%3A%2F%2Fsign.example');
    keepReturn();
    expect(takeReturn()).toEqual({ state: 's', code: 'c', iss: 'https://sign.example' });
    go('/r/remote?code=c&state=s&iss=');
    keepReturn();
    expect(takeReturn()).toEqual({ state: 's', code: 'c', iss: '' });
  });

  it('leaves every other address alone', () => {
    go('/r/?code=c&state=s');
    keepReturn();
    expect(window.location.search).toBe('?code=c&state=s');
    expect(takeReturn()).toBeNull();
    go('/r/remote');
    keepReturn();
    expect(window.location.pathname).toBe('/r/');
    expect(takeReturn()).toBeNull();
  });
});
