/** Files that only whoever is signed in may have: a link could not show who asks. */
import { ApiError, Unreachable } from './api.js';
import { token } from './auth.js';

/** Fetches it and hands it to the browser to be saved. */
export async function download(path, name) {
  const bearer = await token();
  let response;
  let file;
  try {
    response = await fetch('/api/v1' + path, { headers: { Authorization: 'Bearer ' + bearer } });
    file = await response.blob();
  } catch {
    throw new Unreachable();
  }
  if (!response.ok) throw new ApiError(response.status, {}, 0);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
