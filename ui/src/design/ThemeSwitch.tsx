import { design } from '../strings/design.js';
import { IconButton } from './Button.js';
import { Icon } from './Icon.js';
import { chooseTheme, useTheme } from './theme.js';

export function ThemeSwitch() {
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      label={other === 'light' ? design.theme.toLight : design.theme.toDark}
      icon={<Icon name={other} />}
      onClick={() => chooseTheme(other)}
    />
  );
}
