import type { FeatureDocument } from '../features/place.js';
import type { Session } from '../session.js';

/** Whether what any Lua server does is ours to do here: in a Lua file another one may be there for it. */
export function answersForLua(session: Session, uri: string, { language }: FeatureDocument): boolean {
  if (language !== 'lua') return true;
  const { features } = session.settingsOf(session.locate(uri)?.root).lua;
  return features === 'on' || (features === 'auto' && !session.client.otherLuaServer);
}
