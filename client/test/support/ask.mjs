// One HTTP request with a JSON body, and its JSON answer, over a connection of its own: none is kept
// that a killed hub could break later.
//
//   const { status, headers, text, body } = await ask('http://127.0.0.1:8080/api/chats', { token });

import { request } from 'node:http';

const PATIENCE_MS = 30_000;

export function ask(url, { method, token, json, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      agent: false,
      method: method ?? (json === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    asked.on('error', reject);
    asked.on('response', async (response) => {
      try {
        let text = '';
        for await (const part of response.setEncoding('utf8')) {
          text += part;
        }
        const isJson = /^application\/json/.test(response.headers['content-type']);
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text,
          body: isJson && text ? JSON.parse(text) : null,
        });
      } catch (error) {
        reject(error);
      }
    });
    asked.end(json === undefined ? undefined : JSON.stringify(json));
  });
}

/** As `ask`, gives the JSON alone; anything but a 2xx throws. */
export async function demand(url, options) {
  const { status, text, body } = await ask(url, options);
  if (status < 200 || status > 299) {
    throw new Error(`${status} from ${url}: ${text}`);
  }
  return body;
}
