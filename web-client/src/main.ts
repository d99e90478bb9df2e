import { mount } from 'svelte';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/forms.css';
import App from './App.svelte';
import { pageVersion } from './page-version.svelte';
import { device } from './state/device';
import { KeptViews } from './state/kept-view';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
target.replaceChildren();
new KeptViews(device).sweep();
mount(App, { target });
pageVersion.keepOnceIdle();
