import { describe, expect, it } from 'vitest';
import { signingOf, withoutEmpty } from '../../../../scripts/installers/signing.ts';

const apiKey = { APPLE_API_KEY: 'key.p8', APPLE_API_KEY_ID: 'id', APPLE_API_ISSUER: 'issuer' };

describe('signing', () => {
  it('is off on macOS without a certificate, and one line says so', () => {
    const { arguments: args, message } = signingOf('darwin', { ...apiKey, CSC_LINK: '' });
    expect(args).toEqual([
      '--config.mac.identity=-',
      '--config.mac.hardenedRuntime=false',
      '--config.mac.notarize=false',
    ]);
    expect(message).toBe('The app for macOS is neither signed nor notarised: neither CSC_LINK nor CSC_NAME is set.');
  });

  it('with a certificate an app that cannot be signed is a failure', () => {
    expect(signingOf('darwin', { ...apiKey, CSC_LINK: 'certificate' })).toEqual({
      arguments: ['--config.forceCodeSigning=true'],
      message: null,
    });
    expect(signingOf('win32', { WIN_CSC_LINK: 'certificate' })).toEqual({
      arguments: ['--config.forceCodeSigning=true'],
      message: null,
    });
  });

  it('the notarisation alone is off without the secrets of Apple', () => {
    const { arguments: args, message } = signingOf('darwin', { CSC_NAME: 'Example' });
    expect(args).toEqual(['--config.forceCodeSigning=true', '--config.mac.notarize=false']);
    expect(message).toBe(
      'The app for macOS is signed, but not notarised: APPLE_API_KEY, APPLE_API_KEY_ID, APPLE_API_ISSUER are not set.',
    );
  });

  it('half a set of the secrets of Apple is not taken for none, so that electron-builder names the missing ones', () => {
    const { arguments: args } = signingOf('darwin', { CSC_LINK: 'certificate', APPLE_ID: 'a@example.com' });
    expect(args).not.toContain('--config.mac.notarize=false');
  });

  it('is off on Windows without a certificate, and one line says so', () => {
    expect(signingOf('win32', {})).toEqual({
      arguments: [],
      message: 'The installers for Windows are not signed: neither WIN_CSC_LINK nor CSC_LINK is set.',
    });
  });

  it('no message contains a secret', () => {
    const environment = { CSC_NAME: 'canary-7c3d', APPLE_KEYCHAIN: 'canary-7c3d' };
    expect(JSON.stringify(signingOf('darwin', environment))).not.toContain('canary-7c3d');
  });

  it('has nothing to do on Linux', () => {
    expect(signingOf('linux', {})).toEqual({ arguments: [], message: null });
  });
});

it('a secret that is not there is no empty path of a certificate', () => {
  expect(withoutEmpty({ CSC_LINK: '', WIN_CSC_LINK: 'certificate', PATH: '/bin' })).toEqual({
    WIN_CSC_LINK: 'certificate',
    PATH: '/bin',
  });
});
