// Example
print('ä');
