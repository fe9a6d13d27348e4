import { CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/**
 * A handler whose exceptions are logged and answer nothing, so that one broken feature takes no other down. Errors
 * that are answers themselves pass.
 */
export function guarded<Params, Result>(
  name: string,
  nothing: Result,
  log: (message: string) => void,
  handle: (params: Params, token: CancellationToken) => Result | Promise<Result>,
): (params: Params, token?: CancellationToken) => Promise<Result> {
  // A notification comes without a token.
  return async (params, token = CancellationToken.None) => {
    try {
      return await handle(params, token);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      log(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return nothing;
    }
  };
}

/** Waits for a value, or for the client to lose interest: then it rejects with LSP's own error. */
export async function orCancelled<Value>(value: Promise<Value>, token: CancellationToken): Promise<Value> {
  const cancelled = (): ResponseError => new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  if (token.isCancellationRequested) throw cancelled();
  return new Promise((resolve, reject) => {
    const listening = token.onCancellationRequested(() => {
      listening.dispose();
      reject(cancelled());
    });
    value.then(
      (result) => {
        listening.dispose();
        resolve(result);
      },
      (error: unknown) => {
        listening.dispose();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
