/** The words that examples of rules are written in, and where this browser is. */
import { t } from './i18n.js';

export const exampleWords = () => ({ cool: t('rules.example.cool'), battery: t('rules.example.battery'), batteryText: t('rules.example.batteryText'), night: t('rules.example.night') });

export const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
