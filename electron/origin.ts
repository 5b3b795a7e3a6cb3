// The address of our own page, the only origin the shell trusts.

export const SCHEME = 'marsad';
export const ORIGIN = `${SCHEME}://console`;
export const START_URL = `${ORIGIN}/index.html`;
